import { nodeMajor } from '../instrumented-app.ts';
import { describeLibrary } from './library-case.ts';

const newest = nodeMajor >= 22;

await describeLibrary({
  library: 'graphql',
  versions: newest ? [{ graphql: '17.1.0' }, { graphql: '16.15.0' }] : [{ graphql: '16.15.0' }, { graphql: '15.11.0' }],
  imports: { graphql: 'graphql' },
  namespaces: ['graphql'],
  body: `
    const schema = graphql.buildSchema('type User { name: String, broken: String } type Query { user(id: Int): User, now: Int } type Mutation { rename: String }');
    const rootValue = {
      user: ({ id }) => time('load user', async () => ({ name: 'user ' + id, broken: () => { throw new Error('broken'); } })),
      now: () => 1,
      rename: async () => 'renamed',
    };
    const ask = (source, more) => graphql.graphql({ schema, source, rootValue, ...more });
    const answers = [];
    await transaction('operations', async () => {
      answers.push(await ask('query GetUser($id: Int) { user(id: $id) { name } }', { variableValues: { id: 7 } }));
      answers.push((await ask('{ user(id: 1) { name broken } }')).errors.map((e) => e.message));
      answers.push(await ask('query A { now } query B { now }', { operationName: 'B' }));
      answers.push(await ask('mutation Rename { rename }'));
      answers.push((await ask('{ nothing }')).errors.length);
      answers.push(graphql.graphqlSync({ schema, source: '{ now }', rootValue }));
      const document = graphql.parse('query Direct { now }');
      answers.push(await graphql.execute({ schema, document, rootValue }));
      try { graphql.execute({ document }); } catch (e) { answers.push(e.constructor.name); }
    });
    await ask('{ now }');
    return answers;
  `,
  counted: {
    'operations.ok': 1,
    'operations.graphql_query_GetUser.ok': 1,
    'operations.graphql_query_GetUser.load_user.ok': 1,
    'operations.graphql_query.error': 1,
    'operations.graphql_query.load_user.ok': 1,
    'operations.graphql_query_B.ok': 1,
    'operations.graphql_mutation_Rename.ok': 1,
    'operations.graphql_query.ok': 1,
    'operations.graphql_query_Direct.ok': 1,
    'operations.graphql_query_Direct.error': 1,
  },
});
