"""One door to the public: what attacks a release can't make it, two persons open the gate, nothing
that left is ever changed.
"""
