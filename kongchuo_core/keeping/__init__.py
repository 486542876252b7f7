"""Nothing lost: verify, backup, archive, retention."""
