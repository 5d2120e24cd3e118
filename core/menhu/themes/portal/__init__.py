"""The portal look: a brand band, a first screen of pictures and lists."""
