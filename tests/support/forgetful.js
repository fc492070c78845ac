// For the mutation run: what was worked out before a change to the code must not be remembered after it (stryker.config.cjs).
const once = require("../../models/graph/once");

once.onceForText = (make) => make;
