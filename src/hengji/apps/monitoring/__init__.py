"""Dual monitoring (双监控): rounds, their forms, findings, reports, reminders and papers."""
