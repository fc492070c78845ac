// Finds or builds the Pulumi CLI before the workers start, so that only one process builds it. A failure is left to the tests, which report it.
const { findCli } = require("../../../scripts/pulumi/cli.js");

exports.mochaGlobalSetup = () => {
    try {
        findCli((line) => console.log(line));
    } catch {}
};
