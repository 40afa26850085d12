import { BOOM, COMMON, describeFramework, POSTED } from './route-names.ts';

const program = `
const app = express();
app.set('env', 'test');
app.use(express.json());
app.use('/files', express.static(process.cwd() + '/public'));
app.get('/', (req, res) => res.send('home'));
app.get('/users/:id', (req, res) => time('load', () => res.json({ id: req.params.id, base: req.baseUrl, path: req.route.path })));
app.post('/users', (req, res) => time('save', () => res.status(201).json(Object.keys(req.body))));
app.route('/orders/:order').get((req, res) => res.send('order')).put((req, res) => res.send('put'));
app.get(['/a', '/b'], (req, res) => res.send('a or b'));
app.get(/^\\/commits\\/(\\w+)$/, (req, res) => res.send(req.params[0]));
app.get('/skip', (req, res, next) => next('route'));
app.get('/s:any', (req, res) => res.send('skipped'));

const shop = express.Router({ mergeParams: true });
const items = express.Router();
items.get('/', (req, res) => res.send('items'));
items.get('/:item', (req, res) => res.send('item'));
items.get('/:item/fail', (req, res, next) => next(new TypeError('boom')));
items.get('/:item/throw', (req, res) => { throw new TypeError('boom'); });
items.get('/:item/teapot', (req, res, next) => next(Object.assign(new Error('short and stout'), { status: 418 })));
shop.use('/items', items);
shop.use((req, res, next) => (req.query.stop ? res.status(401).send('stop') : next()));
app.use('/shops/:shop', shop);

const admin = express();
admin.get('/stats/:day', (req, res) => res.send('stats'));
app.use('/admin', admin);

app.get('/slow/:id', async (req, res) => {
  await new Promise((r) => setTimeout(r, 5));
  await time('query', async () => {});
  res.send('slow');
});
app.get('/named', (req, res) => { setName('my own name'); res.send('named'); });
app.get('/forgiven', (req, res, next) => next(new Error('forgiven')));
app.use('/by-hand', (req, res, next) => setImmediate(() => items(req, res, next)));
app.use((err, req, res, next) => (err.message === 'forgiven' ? res.status(200).send('ok') : next(err)));
const server = app.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));
`;

await describeFramework({
  name: 'Express',
  versions: { '4.22.3': { express: '4.22.3' }, '5.3.0': { express: '5.3.0' } },
  imports: [['express', 'express']],
  program,
  files: { 'public/style.css': 'css' },
  cases: [
    ...COMMON,
    { path: '/users/7', status: 200, text: /id.*7/, names: ['GET-users-_id.children.load.ok', 'GET-users-_id.ok'] },
    POSTED,
    { path: '/orders/3', status: 200, names: ['GET-orders-_order.ok'] },
    { path: '/orders/3', method: 'PUT', status: 200, names: ['PUT-orders-_order.ok'] },
    { path: '/b', status: 200, names: ['GET-a_-b.ok'] },
    { path: '/commits/abc', status: 200, names: ['GET-__-commits_-__w___-.ok'] },
    { path: '/skip', status: 200, names: ['GET-s_any.ok'] },
    { path: '/shops/1/items', status: 200, names: ['GET-shops-_shop-items.ok'] },
    { path: '/shops/1/items/2', status: 200, names: ['GET-shops-_shop-items-_item.ok'] },
    { path: '/shops/1/items/2/fail', status: 500, names: ['GET-shops-_shop-items-_item-fail.error'], error: BOOM },
    { path: '/shops/1/items/2/throw', status: 500, names: ['GET-shops-_shop-items-_item-throw.error'], error: BOOM },
    { path: '/shops/1/items/2/teapot', status: 418, names: ['GET-shops-_shop-items-_item-teapot.ok'] },
    { path: '/shops/1/none?stop=1', status: 401, names: ['GET-shops-_shop-_.ok'] },
    { path: '/shops/1/none', status: 404, names: ['unmatched.ok'] },
    { path: '/admin/stats/monday', status: 200, names: ['GET-admin-stats-_day.ok'] },
    { path: '/slow/1', status: 200, names: ['GET-slow-_id.children.query.ok', 'GET-slow-_id.ok'] },
    { path: '/forgiven', status: 200, names: ['GET-forgiven.error'], error: { type: 'Error', message: 'forgiven' } },
    { path: '/by-hand/5', status: 200, names: ['GET-by-hand-_item.ok'] },
    { path: '/files/style.css', status: 200, names: ['GET-files-_.ok'] },
    { path: '/files/none.css', status: 404, names: ['unmatched.ok'] },
    { path: '/users/%zz', status: 400, names: ['GET-_.ok'] },
  ],
});
