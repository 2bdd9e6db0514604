"""What is measured, and against what: ratios from one interleaved run, written into docs/performance.md."""
