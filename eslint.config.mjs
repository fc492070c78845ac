import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["**/bin/", "dist/", "node_modules/", ".stryker/", "tests/**/programs/", "tests/**/packs/", "template/", "site/"] },
    {
        files: ["**/*.ts", "**/*.tsx"],
        extends: [tseslint.configs.recommended],
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        rules: {
            "@typescript-eslint/await-thenable": "error",
            "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
            "@typescript-eslint/no-floating-promises": "error",
            "@typescript-eslint/no-misused-promises": "error",
            "@typescript-eslint/no-unused-vars": [
                "error",
                { argsIgnorePattern: "^_", varsIgnorePattern: "^_$", destructuredArrayIgnorePattern: "^_", ignoreRestSiblings: true },
            ],
            // A handler loads its SDK when it starts in Lambda, and the program what it may not need.
            "@typescript-eslint/no-require-imports": "off",
            eqeqeq: "error",
            // More than five are a named argument.
            "max-params": ["error", 5],
        },
    },
);
