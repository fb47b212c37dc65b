"""What a web page hides from who looks at it, as far as its own styles say."""
