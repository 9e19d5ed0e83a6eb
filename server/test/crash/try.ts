const [,, file, id, scale="small"] = process.argv;
const m = await import(new URL(file!, import.meta.url).href) as any;
const { runExperiment, linesOf } = await import("./report.ts");
console.log(linesOf(await runExperiment(m[id!], { scale: scale as any, seed: 5, log: console.log })));
process.exit(0);
