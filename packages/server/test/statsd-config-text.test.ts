import { expect, it } from 'vitest';
import { faultsOf, parse, UDP_8125 } from './statsd-config-faults.ts';

const plain = { flushIntervalMs: 1_000, mgmtPort: 8130 };

it.each([
  ['JSON', '{"flushInterval": 1000, "mgmt_port": 8130}'],
  ['an object literal', "{ flushInterval: 1000, // each second\n /* admin */ 'mgmt_port': 8130, }"],
  ['a semicolon at its end', '{ flushInterval: 1000, mgmt_port: 8130 };\n// the end\n;/* of it */ '],
  ['a module', '// ours\n/* all; of */\nmodule.exports = { flushInterval: 1000, mgmt_port: 8130 };'],
  ['commas first', '{\n  flushInterval: 1e3\n, mgmt_port: 0x1fc2\n}\n'],
  ['a byte order mark', '\uFEFF{ flushInterval: +1000, mgmt_port: "8130" }'],
  ['Windows lines', '{\r\n  flushInterval: 1000, // a\r\n  mgmt_port: 8130\r\n}\r\n'],
])('may be %s', async (_, text) => {
  expect(await parse(text)).toMatchObject(plain);
});

it.each([
  ["{\n  port: 8125,\n  title: require('os').hostname()\n}", 'line 3, column 10: require(…) is not data'],
  ['{ port: process.env.PORT }', 'line 1, column 9: process.env.PORT is not data'],
  ['module.exports = {\n port: Number("1") }', 'line 2, column 8: Number(…) is not data'],
  ['{ log: function () { return 1 } }', 'line 1, column 8: function is not data'],
  ['{ debug: undefined }', 'line 1, column 10: undefined is not data'],
  ['{ flushInterval: 10 * 1000 }', 'line 1, column 21: "*" is not expected here'],
  ["{ title: 'a' + 'b' }", 'line 1, column 14: "+" is not expected here'],
  ['{ title: `a` }', 'line 1, column 10: "`" is not expected here'],
  ["{ title: 'a\n' }", 'line 1, column 12: text in quotes must end on its line'],
  ['{ port: 8125; mgmt_port: 8126 }', 'line 1, column 13: ";" is not expected here'],
  ['{ port: 8125 }; { port: 8126 }', 'line 1, column 15: ";" is not expected here'],
  ['var config = { port: 8125 }', 'line 1, column 1: var is not data'],
  ['{ mgmt-port: 8125 }', 'line 1, column 7: "-" is not expected here'],
  ['{ port: 8125', 'ends in the middle of its object'],
  ['{ port: 8125;', 'ends in the middle of its object'],
  [' ', 'the file is empty'],
  ['[]', 'an object of keys and values is needed, an empty list was given'],
  ['null', 'an object of keys and values is needed, null was given'],
])('is refused when it is no data: %s', async (text, why) => {
  const told = await faultsOf(parse(text));
  expect(told).toContain(`statsd.js: `);
  expect(told).toContain(why);
});

it('says what to do', async () => {
  expect(await faultsOf(parse('{ port: process.env.PORT }'))).toMatch(/never run.*write the value itself$/);
});

it('is read however odd it is, and never by recursion', async () => {
  expect(await parse(`${' '.repeat(500_000)}/*${'*'.repeat(500_000)}*/{}`)).toMatchObject({ listeners: [UDP_8125] });
  expect(await faultsOf(parse(`{ port: ${'['.repeat(200_000)}${']'.repeat(200_000)} }`))).toContain(
    'port: a list of 1 was given',
  );
  expect(await faultsOf(parse(`{}${';'.repeat(500_000)}x`))).toContain('";" is not expected here');
});
