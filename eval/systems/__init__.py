"""What is compared: one system a file, all behind one method (`base.System`)."""
