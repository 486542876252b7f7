"""The closed loop (chapters 二（二）–（四）): every case from suspicion to zero, folded from recorded
events; nothing is stored twice.
"""
