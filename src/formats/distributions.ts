/** Names of distributions, which are not the names of the modules in them. */

/** PEP 503: case, and runs of `-`, `_` and `.`, mean nothing. */
export const normalised = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

/** Modules whose distribution bears another name, where people guess wrong. */
const owners: Readonly<Record<string, string>> = {
  attr: 'attrs',
  bs4: 'beautifulsoup4',
  bson: 'pymongo',
  Crypto: 'pycryptodome',
  cv2: 'opencv-python',
  dateutil: 'python-dateutil',
  decouple: 'python-decouple',
  django_filters: 'django-filter',
  corsheaders: 'django-cors-headers',
  rest_framework: 'djangorestframework',
  dns: 'dnspython',
  docx: 'python-docx',
  dotenv: 'python-dotenv',
  email_validator: 'email-validator',
  fitz: 'PyMuPDF',
  git: 'GitPython',
  google: 'a distribution of its own for each google.* package',
  grpc: 'grpcio',
  jose: 'python-jose',
  jwt: 'PyJWT',
  ldap: 'python-ldap',
  magic: 'python-magic',
  multipart: 'python-multipart',
  MySQLdb: 'mysqlclient',
  nacl: 'PyNaCl',
  OpenSSL: 'pyOpenSSL',
  PIL: 'Pillow',
  pkg_resources: 'setuptools',
  psycopg2: 'psycopg2-binary or psycopg2',
  serial: 'pyserial',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  slugify: 'python-slugify',
  socketio: 'python-socketio',
  telegram: 'python-telegram-bot',
  usb: 'pyusb',
  websocket: 'websocket-client',
  yaml: 'PyYAML',
  zmq: 'pyzmq',
};

/** The distribution that brings a module, as people install it. */
export const distributionOf = (module: string): string => {
  const [top = ''] = module.split('.');
  return (Object.hasOwn(owners, top) ? owners[top] : undefined) ?? top.replaceAll('_', '-');
};

/** Modules that come from a distribution and hardly ever from an application's own folder. */
const known = new Set([
  ...Object.keys(owners),
  ...['aiohttp', 'aioredis', 'alembic', 'anyio', 'arq', 'asyncpg', 'bcrypt', 'boto3', 'botocore'],
  ...['cachetools', 'celery', 'certifi', 'channels', 'click', 'cryptography', 'daphne', 'django'],
  ...['elasticsearch', 'fastapi', 'flask', 'flask_cors', 'flask_migrate', 'flask_sqlalchemy'],
  ...['gevent', 'gunicorn', 'httpx', 'hypercorn', 'itsdangerous', 'jinja2', 'jsonschema', 'kombu'],
  ...['langchain', 'lxml', 'mako', 'markdown', 'markupsafe', 'motor', 'mysql', 'nltk', 'numpy'],
  ...['openai', 'orjson', 'pandas', 'paramiko', 'passlib', 'peewee', 'pika', 'prometheus_client'],
  ...['psutil', 'psycopg', 'pydantic', 'pydantic_settings', 'pymongo', 'pymysql', 'pytest', 'pytz'],
  ...['redis', 'requests', 'rich', 'rq', 'scipy', 'sentry_sdk', 'setuptools', 'six', 'sqlalchemy'],
  ...[
    'sqlmodel',
    'starlette',
    'stripe',
    'structlog',
    'tenacity',
    'tornado',
    'tqdm',
    'transformers',
  ],
  ...['typer', 'typing_extensions', 'urllib3', 'uvicorn', 'uvloop', 'web3', 'websockets'],
  ...['werkzeug', 'whitenoise', 'wtforms', 'yarl'],
]);

export const isWellKnown = (module: string): boolean => known.has(module.split('.')[0] ?? '');

/** Distributions that requirement and lock files name, normalised. */
export const declaredIn = (file: string, text: string): ReadonlySet<string> => {
  const names = new Set<string>();
  const add = (name: string | undefined): void => {
    if (name !== undefined && /^[A-Za-z0-9][\w.-]*$/.test(name)) names.add(normalised(name));
  };
  const isLock = /(?:^|\/)(?:poetry|uv|pdm)\.lock$/.test(file);
  const isToml = file.endsWith('.toml') || file.endsWith('Pipfile');
  for (const line of text.split(/\r?\n/)) {
    if (isLock) add(/^name = "([^"]+)"/.exec(line)?.[1]);
    else if (isToml) {
      for (const [, name] of line.matchAll(
        /["']([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?:[=<>!~;@ ][^"']*)?["']/g,
      )) {
        add(name);
      }
      add(/^([A-Za-z0-9][\w.-]*)\s*=\s*["'{]/.exec(line)?.[1]);
    } else if (file.endsWith('.lock')) add(/^\s{8}"([A-Za-z0-9][\w.-]*)": \{/.exec(line)?.[1]);
    else add(/^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?:[=<>!~;@ ]|$)/.exec(line)?.[1]);
  }
  return names;
};

/** `python_dateutil-2.9.0.dist-info` and `.egg-info`: the name, normalised, and the version. */
export const distInfo = (
  folder: string,
): { readonly name: string; readonly version: string } | undefined => {
  const [, name, version = ''] =
    /^(.+?)-([^-]+)(?:-py\d[\d.]*)?\.(?:dist|egg)-info$/.exec(folder) ?? [];
  return name === undefined ? undefined : { name: normalised(name), version };
};
