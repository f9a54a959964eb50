"""What does a whole chain do with it? Scenarios played through real homes, files and sockets."""
