-- Steps are updated once or twice soon after they are written: room for that within their page.
ALTER TABLE "PluginJob" SET (fillfactor = 70);
