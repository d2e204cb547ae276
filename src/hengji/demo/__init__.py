"""A county's round, made up and labelled 示例: demo data, system test and load generator in one."""
