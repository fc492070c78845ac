require("../../support/register.js");
require("./awsProvider").serveProvider();
