"""Pure rules of the product: plain values in, plain values out, no Django."""
