// ts-node's own swc transpiler, with exports that are plain values once their module has run. swc exports getters, and a handler that is serialized takes
// each getter of each import along as a function: half of the time of a serialization, and 2.5 KB of every package.
const swc = require("ts-node/transpilers/swc");

const GETTER = /(Object\.defineProperty\((?:exports, "[^"]+"|target, name), \{\s*enumerable: true,)/g;
const SETTLE = `;for (const [name, { get, configurable }] of Object.entries(Object.getOwnPropertyDescriptors(exports)))
    if (get && configurable) Object.defineProperty(exports, name, { value: exports[name], enumerable: true, writable: true, configurable: true });`.replace(
    /\s+/g,
    " ",
);

exports.create = (options) => {
    const { transpile } = swc.create(options);
    return {
        transpile(input, given) {
            const output = transpile(input, given);
            const outputText = output.outputText.replace(GETTER, "$1 configurable: true,");
            // On the last line, so that the source map still holds.
            return outputText === output.outputText ? output : { ...output, outputText: `${outputText.trimEnd()}${SETTLE}\n` };
        },
    };
};
