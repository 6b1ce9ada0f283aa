"""The only writers: each action checks the capability, writes in one transaction and records it."""
