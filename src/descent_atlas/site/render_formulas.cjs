// Reads [[tex, displayed], …] as JSON; writes [{html} or {error}, …]. Its argument is KaTeX's folder.
const { readFileSync } = require("node:fs");
const katex = require(process.argv[2]);

const render = ([tex, displayMode]) => {
  try {
    return { html: katex.renderToString(tex, { displayMode, strict: "error" }) };
  } catch (error) {
    return { error: error.message };
  }
};

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(render)));
