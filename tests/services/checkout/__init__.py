"""From "pay" to the order, as a shopper's browser sees it: the service, its worker, and everything behind them."""
