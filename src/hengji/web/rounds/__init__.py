"""绩效监控: rounds of dual monitoring, from the year's plan to the chase list."""
