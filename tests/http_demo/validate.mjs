// SPDX-License-Identifier: BSL-1.0
// Validators from npm: node validate.mjs kubernetes FILE | openapi FILE
//
// Prints what is in the file, one line each; exit status 1 and the reason if something in there is wrong, 77 if the
// validators are not installed (npm ci).

import {readFileSync} from 'node:fs';

async function kubernetes(text) {
    const {parseAllDocuments} = await import('yaml');
    for (const document of parseAllDocuments(text)) {
        if (document.errors.length) throw document.errors[0];
        const object = document.toJSON();
        const module = await import(`kubernetes-models/${object.apiVersion}/${object.kind}`);
        new module[object.kind](object).validate();
        console.log(`${object.kind} ${object.metadata.name}`);
    }
}

async function openapi(text) {
    const {Validator} = await import('@seriousme/openapi-schema-validator');
    const validator = new Validator();
    const result = await validator.validate(JSON.parse(text));
    if (!result.valid) throw new Error(JSON.stringify(result.errors, null, 1));
    console.log(`OpenAPI ${validator.version}`);
}

const [kind, file] = process.argv.slice(2);
try {
    await {kubernetes, openapi}[kind](readFileSync(file, 'utf8'));
} catch (error) {
    console.error(error.message);
    process.exit(error.code === 'ERR_MODULE_NOT_FOUND' ? 77 : 1);
}
