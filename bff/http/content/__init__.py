"""What the CMS and its editors ask over HTTP: webhooks that tell of changes, links that open a preview."""
