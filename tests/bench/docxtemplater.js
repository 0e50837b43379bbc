// Letters by docxtemplater as its manual makes them: node docxtemplater.js TEMPLATE VALUES.json FOLDER
// Prints the seconds it takes for all of them, files written, without the start of Node.
const fs = require("fs");
const path = require("path");
const PizZip = require("pizzip");
const Docxtemplater = require("docxtemplater");

const [template, values, folder] = process.argv.slice(2);
const content = fs.readFileSync(template);
const letters = JSON.parse(fs.readFileSync(values, "utf-8"));
const started = process.hrtime.bigint();
letters.forEach((letter, number) => {
  const document = new Docxtemplater(new PizZip(content), { linebreaks: true });
  document.render(letter);
  const made = document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
  fs.writeFileSync(path.join(folder, `${number}.docx`), made);
});
console.log(Number(process.hrtime.bigint() - started) / 1e9);
