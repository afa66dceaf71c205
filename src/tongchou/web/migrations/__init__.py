"""Tables of the screens: sessions."""
