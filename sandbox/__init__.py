"""A pretend Slack, for newcomers and for tests."""
