"""The base of every table: UUIDv7 keys, region, version, money, life in the database."""
