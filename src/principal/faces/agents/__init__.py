"""What coding agents are told, and what they are held to."""
