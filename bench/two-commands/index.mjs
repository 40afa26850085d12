// From nothing to a chart of the demo, as the README says it: clone, the one command, the page. With a warm package cache. The page is
// looked at by a real Chromium. Takes about a minute; not part of --quick.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { quick, root } from '../carpy-process.mjs';
import { chartIsDrawn, chromiumArgs, chromiumPath } from '../ui/browser.mjs';

if (quick) {
  console.log('left out of --quick: it clones, installs and builds');
  process.exit(0);
}

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const command = /^npm ci .*carpy demo$/m.exec(readme)?.[0];
if (command === undefined) throw new Error('the README no longer has the command that this measures');

const folder = mkdtempSync(join(tmpdir(), 'carpy-clone-'));
const began = Date.now();
execFileSync('git', ['clone', '--quiet', root, folder]);
const child = spawn('sh', ['-c', command], {
  cwd: folder,
  stdio: ['ignore', 'pipe', 'pipe'],
  detached: true,
});
let output = '';
const url = await new Promise((resolve, reject) => {
  const look = (chunk) => {
    output += chunk;
    const found = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(output);
    if (found !== null) resolve(found[0]);
  };
  child.stdout.on('data', look);
  child.stderr.on('data', look);
  child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output.slice(-2000)}`)));
});
const address = (Date.now() - began) / 1000;
const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs });
const page = await browser.newPage();
await page.goto(url);
await page.waitForFunction(chartIsDrawn, undefined, { timeout: 60_000 });
const chart = (Date.now() - began) / 1000;
console.log(
  `git clone and \`${command}\`: address after ${address.toFixed(1)} s, chart of the demo after ${chart.toFixed(1)} s (goal <= 60), n = 1`,
);
await browser.close();
process.kill(-child.pid, 'SIGTERM');
await new Promise((resolve) => child.once('exit', resolve));
rmSync(folder, { recursive: true, force: true });
