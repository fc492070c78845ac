// ts-node's own swc transpiler, with exports that are plain values once their module has run. swc exports getters, and a handler that is serialized takes
// each getter of each import along as a function: half of the time of a serialization, and 2.5 KB of every package.
const { isBuiltin } = require("node:module");
const swc = require("ts-node/transpilers/swc");

// A namespace import is a copy of the module, which Pulumi would serialize with all that it contains. A module of Node.js itself will do.
const NAMESPACE = /^const (\w+) = \/\*#__PURE__\*\/ _interop_require_wildcard\(require\("([^"]+)"\)\);/gm;

/** With namespace imports of modules of Node.js as the modules themselves, which have no `default`. */
function withModules(text) {
    const found = [...text.matchAll(NAMESPACE)].filter(([, , module]) => isBuiltin(module));
    return found.reduce(
        (before, [whole, name, module]) =>
            before.replace(whole, () => `const ${name} = require("${module}");`).replace(new RegExp(`\\b${name}\\.default\\b`, "g"), () => name),
        text,
    );
}

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
            const text = withModules(output.outputText);
            const outputText = text.replace(GETTER, "$1 configurable: true,");
            // On the last line, so that the source map still holds.
            return { ...output, outputText: outputText === text ? text : `${outputText.trimEnd()}${SETTLE}\n` };
        },
    };
};
