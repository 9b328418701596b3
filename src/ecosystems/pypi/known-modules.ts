// Packages whose modules have another name than theirs, of the ones that are asked for most: what `import` says, by what is
// installed. Each stands in the package's own documentation, and in the `top_level.txt` or `RECORD` of its wheel.

const KNOWN = `
pyyaml yaml _yaml
pillow PIL
opencv-python cv2
opencv-python-headless cv2
opencv-contrib-python cv2
opencv-contrib-python-headless cv2
beautifulsoup4 bs4
scikit-learn sklearn
scikit-image skimage
python-dateutil dateutil
python-dotenv dotenv
python-jose jose
python-multipart multipart python_multipart
python-slugify slugify
python-magic magic
python-docx docx
python-pptx pptx
python-json-logger pythonjsonlogger
python-ldap ldap ldif
python-gnupg gnupg
python-memcached memcache
python-engineio engineio
python-socketio socketio
python-telegram-bot telegram
python-gitlab gitlab
python-levenshtein Levenshtein
python-snappy snappy
pyjwt jwt
pyopenssl OpenSSL
pycryptodome Crypto
pycryptodomex Cryptodome
pycrypto Crypto
pynacl nacl
pyserial serial
pyusb usb
pyzmq zmq
pymysql pymysql
mysqlclient MySQLdb
mysql-connector-python mysql
psycopg2 psycopg2
psycopg2-binary psycopg2
pygithub github
pygobject gi
pywin32 win32api win32con win32com pythoncom pywintypes
pypdf2 PyPDF2
pymupdf fitz pymupdf
pyqt5 PyQt5
pyqt6 PyQt6
gitpython git
gitdb gitdb
attrs attr attrs
msgpack-python msgpack
protobuf google.protobuf
grpcio grpc
grpcio-tools grpc_tools
grpcio-status grpc_status
googleapis-common-protos google.api google.rpc google.type google.logging google.longrunning
google-api-python-client googleapiclient apiclient
google-api-core google.api_core
google-auth google.auth google.oauth2
google-auth-oauthlib google_auth_oauthlib
google-auth-httplib2 google_auth_httplib2
google-cloud-core google.cloud
google-generativeai google.generativeai
google-genai google.genai
apache-airflow airflow
apache-beam apache_beam
djangorestframework rest_framework
djangorestframework-simplejwt rest_framework_simplejwt
django-cors-headers corsheaders
django-filter django_filters
django-debug-toolbar debug_toolbar
django-allauth allauth
django-crispy-forms crispy_forms
django-environ environ
django-redis django_redis
django-storages storages
django-extensions django_extensions
drf-spectacular drf_spectacular
drf-yasg drf_yasg
flask-cors flask_cors
flask-sqlalchemy flask_sqlalchemy
flask-restful flask_restful
ruamel-yaml ruamel.yaml ruamel
setuptools setuptools pkg_resources _distutils_hack
dnspython dns
elasticsearch-dsl elasticsearch_dsl
faiss-cpu faiss
kubernetes kubernetes
markdown markdown
markupsafe markupsafe
jinja2 jinja2
werkzeug werkzeug
memory-profiler memory_profiler
mock mock
more-itertools more_itertools
oauth2client oauth2client
paho-mqtt paho
pandas pandas
pexpect pexpect
prometheus-client prometheus_client
progressbar2 progressbar
psutil psutil
pyasn1-modules pyasn1_modules
pyyaml-env-tag yaml_env_tag
rdflib rdflib
sentry-sdk sentry_sdk
service-identity service_identity
speechrecognition speech_recognition
sqlalchemy sqlalchemy
stripe stripe
tensorflow tensorflow
tensorflow-cpu tensorflow
tensorflow-gpu tensorflow
tf-nightly tensorflow
torch torch functorch torchgen
torchvision torchvision
tree-sitter tree_sitter
twisted twisted
typing-extensions typing_extensions
umap-learn umap
unidecode unidecode
unittest-xml-reporting xmlrunner
websocket-client websocket
win-unicode-console win_unicode_console
xmltodict xmltodict
youtube-dl youtube_dl
zope-interface zope.interface
antlr4-python3-runtime antlr4
argon2-cffi argon2
argon2-cffi-bindings _argon2_cffi_bindings
azure-storage-blob azure.storage.blob
azure-identity azure.identity
azure-core azure.core
backports-zoneinfo backports.zoneinfo
bcrypt bcrypt
brotlipy brotli
cffi cffi _cffi_backend
charset-normalizer charset_normalizer
click click
configargparse configargparse
cryptography cryptography
cython Cython cython
discord-py discord
docker docker
docopt docopt
fastapi fastapi
flask flask
django django
numpy numpy
requests requests
urllib3 urllib3
certifi certifi
idna idna
six six
packaging packaging
aiohttp aiohttp
httpx httpx
lxml lxml
boto3 boto3
botocore botocore
s3transfer s3transfer
jmespath jmespath
pydantic pydantic
pydantic-core pydantic_core
pytest pytest _pytest py
redis redis
celery celery
kombu kombu
scipy scipy
matplotlib matplotlib mpl_toolkits pylab
uvicorn uvicorn
gunicorn gunicorn
starlette starlette
tornado tornado
paramiko paramiko
ldap3 ldap3
simplejson simplejson
sqlparse sqlparse
pytz pytz
tqdm tqdm
zipp zipp
importlib-metadata importlib_metadata
itsdangerous itsdangerous
blinker blinker
itemadapter itemadapter
scrapy scrapy
ipython IPython
jupyter-core jupyter jupyter_core
jupyter-client jupyter_client
notebook notebook
nltk nltk
transformers transformers
pip pip
wheel wheel
py py
imageio-ffmpeg imageio_ffmpeg
jsonschema jsonschema
mako mako
mistune mistune
waitress waitress
babel babel
eventlet eventlet
gevent gevent
greenlet greenlet
pygments pygments
pymongo pymongo bson gridfs
motor motor
rsa rsa
ecdsa ecdsa
ujson ujson
orjson orjson
`;

const MODULES: ReadonlyMap<string, readonly string[]> = new Map(
  KNOWN.trim()
    .split('\n')
    .map((line) => {
      const [name = '', ...modules] = line.split(' ');
      return [name, modules];
    }),
);

/** The modules of a package, by its canonical name; undefined where nothing is known here. */
export function knownModules(name: string): readonly string[] | undefined {
  return MODULES.get(name);
}
