"""In-store pickup: the places where shoppers fetch what they ordered. What shipping costs stands with the carts."""
