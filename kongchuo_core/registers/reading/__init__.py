"""Bytes → sheets, whatever kind of file they are; nothing here knows what a register is."""
