"""A cluster of few sites with difficult content, and a tour that shows every page type once.

What a page type is, is derived: which view answered, which templates and macros it took, in which theme
and language.
"""
