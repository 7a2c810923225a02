"""Measures Banmian against its peers and its limits. It may use service and model; nothing may use it."""
