"""A county's year on the site, played through the operations people use, with a clock that moves: all of it 示例."""
