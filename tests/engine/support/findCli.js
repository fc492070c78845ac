// Finds or builds the Pulumi CLI and the language host of YAML before the workers start, so that only one process builds them. A failure is left to the tests, which report it.
const { findCli, findYamlHost } = require("../../../scripts/pulumi/cli.js");

exports.mochaGlobalSetup = () => {
    try {
        findCli((line) => console.log(line));
        findYamlHost((line) => console.log(line));
    } catch {}
};
