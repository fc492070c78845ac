// For runs with several workers (`npm test`): the dev stack's program runs once, before they start.
let remove = () => {};

exports.mochaGlobalSetup = async () => {
    remove = await require("./devStack").shareDevStack();
};
exports.mochaGlobalTeardown = () => remove();
