import { mongodb } from '../../../../test-services/index.ts';
import { describeLibrary } from './library-case.ts';

await describeLibrary({
  library: 'mongodb',
  service: mongodb,
  versions: [{ mongodb: '7.9.0' }, { mongodb: '6.22.0' }],
  imports: { mongodb: 'mongodb' },
  body: `
    const client = new mongodb.MongoClient('mongodb://' + host + ':' + port + '/');
    await client.connect();
    const users = client.db('shop').collection('users');
    await users.drop().catch(() => {});
    const answers = [];
    await transaction('promises', async () => {
      answers.push(await users.insertOne({ _id: 1, name: 'Ann' }));
      answers.push((await users.insertMany([2, 3, 4, 5].map((_id) => ({ _id, name: 'Bob' })))).insertedCount);
      answers.push(await users.findOne({ _id: 1 }));
      answers.push(await users.updateOne({ _id: 1 }, { $set: { name: 'Al' } }));
      answers.push(await users.insertOne({ _id: 1 }).catch((e) => [e.name, e.code]));
      answers.push((await users.deleteOne({ _id: 5 })).deletedCount);
      answers.push(await client.db('shop').command({ noSuchCommand: 1 }).catch((e) => [e.name, e.codeName]));
    });
    await transaction('cursors', async () => {
      const cursor = users.find({}).sort({ _id: 1 }).batchSize(2);
      const names = [];
      for await (const user of cursor) names.push(user._id);
      answers.push(names);
      answers.push(await users.aggregate([{ $match: { name: 'Bob' } }, { $count: 'n' }]).toArray());
    });
    answers.push(await unhandled(() => transaction('unhandled', () => void users.insertOne({ _id: 1 }))).then((m) => m.slice(0, 6)));
    await users.findOne({});
    const lazy = new mongodb.MongoClient('mongodb://' + host + ':' + port + '/');
    await transaction('lazy', async () => answers.push(await lazy.db('shop').collection('users').findOne({ _id: 2 })));
    return answers;
  `,
  counted: {
    'promises.ok': 1,
    'promises.mongodb_insert_users.ok': 2,
    'promises.mongodb_insert_users.error': 1,
    'promises.mongodb_find_users.ok': 1,
    'promises.mongodb_update_users.ok': 1,
    'promises.mongodb_delete_users.ok': 1,
    'promises.mongodb_noSuchCommand.error': 1,
    'cursors.ok': 1,
    'cursors.mongodb_find_users.ok': 1,
    'cursors.mongodb_getMore_users.ok': 2,
    'cursors.mongodb_aggregate_users.ok': 1,
    'unhandled.ok': 1,
    'lazy.ok': 1,
    'lazy.mongodb_find_users.ok': 1,
  },
});
