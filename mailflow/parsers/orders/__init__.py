"""What the coordinator orders by mail, and what of it isn't sure. Carries nothing out."""

from mailflow.parsers.orders.reader import read_orders

__all__ = ["read_orders"]
