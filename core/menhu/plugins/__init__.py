"""The seam for plugins: declaration, hooks, discovery, the gate and the boot audit."""
