"""Documents on the web: their text with everything that rests on it marked."""
