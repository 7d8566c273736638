"""Descent Atlas: a living article on optimization in machine learning, and the fair benchmark behind it."""
