"""Excel papers written from a round: consolidated table, problem list, feedback sheets, pre-filled forms."""
