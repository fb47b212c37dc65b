"""The page in a browser. Importing this imports neither Gradio nor a server."""
