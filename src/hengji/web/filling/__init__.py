"""Filling and reviewing monitoring forms."""
