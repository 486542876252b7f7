"""The words every other room uses: tables, code lists, errors, figures."""
