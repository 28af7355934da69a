"""What a user may have set: environments, files and profiles, valid and broken. Data only; botocore_answers.py asks botocore about each.

`{home}`, `{server}` and `{port}` stand for the case's home folder and the fake server, `{sha1:…}` for a digest. Every case has AWS_EC2_METADATA_DISABLED=true unless it
says None. `differs` is what ecs-agent-monitor does instead, on purpose, and why: key None means that it refuses.
"""

CASES = []


def case(name, env=None, config="", credentials="", profile=None, files=None, differs=None):
    CASES.append(dict(name=name, env=env or {}, config=config, credentials=credentials, profile=profile, files=files or {}, differs=differs))


def differs(why, **ours):
    """ours: key and region, as far as they differ."""
    return dict(why=why, **ours)


ENV = {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "envsecret"}
STS = {"AWS_ENDPOINT_URL_STS": "{server}"}
SSO = {"AWS_ENDPOINT_URL_SSO": "{server}", "AWS_ENDPOINT_URL_SSO_OIDC": "{server}"}
IMDS = {"AWS_EC2_METADATA_DISABLED": None, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{server}/imds"}
REGION = {"AWS_DEFAULT_REGION": "eu-west-1"}
DEV = "[dev]\naws_access_key_id = AKIADEV\naws_secret_access_key = devsecret\n"
DEFAULT = "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = defaultsecret\n"
ROLE = "arn:aws:iam::111122223333:role/target"


def role(profile, lines, region="eu-west-1"):
    return f"[profile {profile}]\nrole_arn = {ROLE}\nregion = {region}\n{lines}\n"


# The environment
case("keys in the environment", ENV)
case("with a session token", {**ENV, "AWS_SESSION_TOKEN": "t"})
case("no keys anywhere")
case("an access key without its secret", {"AWS_ACCESS_KEY_ID": "AKIAENV"})
case("an access key with an empty secret", {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": ""})
case("empty keys are none", {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, credentials=DEFAULT)
case("a secret without its access key", {"AWS_SECRET_ACCESS_KEY": "s"}, credentials=DEFAULT,
     differs=differs("half a pair is a mistake; going on as somebody else would hide it", key=None))
case("an expiration in the future", {**ENV, "AWS_CREDENTIAL_EXPIRATION": "2099-01-01T00:00:00Z"})
case("an expiration in the past", {**ENV, "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"})
case("the environment wins over the files", ENV, credentials=DEFAULT)
case("the environment wins over AWS_PROFILE", {**ENV, "AWS_PROFILE": "dev"}, credentials=DEV)
case("a profile in code wins over the environment", ENV, credentials=DEV, profile="dev")
case("the environment wins over a role profile", {**ENV, **STS, "AWS_PROFILE": "r"}, config=role("r", "source_profile = dev"), credentials=DEV)

# Which profile
case("the default profile", credentials=DEFAULT)
case("AWS_PROFILE", {"AWS_PROFILE": "dev"}, credentials=DEFAULT + DEV)
case("AWS_DEFAULT_PROFILE", {"AWS_DEFAULT_PROFILE": "dev"}, credentials=DEFAULT + DEV)
case("AWS_DEFAULT_PROFILE before AWS_PROFILE", {"AWS_DEFAULT_PROFILE": "dev", "AWS_PROFILE": "default"}, credentials=DEFAULT + DEV)
case("a profile in code before both", {"AWS_DEFAULT_PROFILE": "x", "AWS_PROFILE": "y"}, credentials=DEFAULT + DEV, profile="dev")
case("a profile that does not exist", {"AWS_PROFILE": "nobody"}, credentials=DEFAULT)
case("a profile in code that does not exist", credentials=DEFAULT, profile="nobody")
case("a profile that does not exist, with keys in the environment", {**ENV, "AWS_PROFILE": "nobody"}, credentials=DEFAULT)
case("AWS_PROFILE=default without files", {"AWS_PROFILE": "default"})
case("an empty AWS_PROFILE", {"AWS_PROFILE": ""}, credentials=DEFAULT,
     differs=differs("an empty variable is one that is not set, everywhere", key="AKIADEFAULT"))
case("a profile with a blank in its name", {"AWS_PROFILE": "a b"}, config='[profile "a b"]\naws_access_key_id = AKIAAB\naws_secret_access_key = s\n')
case("blanks around a profile's name", {"AWS_PROFILE": "dev"}, config="[profile  dev ]\naws_access_key_id = AKIADEV\naws_secret_access_key = s\n")
case("a config profile without the word profile", {"AWS_PROFILE": "dev"}, config=DEV)
case("a credentials section with the word profile", {"AWS_PROFILE": "dev"}, credentials="[profile dev]\naws_access_key_id = A\naws_secret_access_key = s\n")
case("a profile name of three words", {"AWS_PROFILE": "a"}, config="[profile a b]\nregion = x\n")
case("a profile with no source at all", {"AWS_PROFILE": "empty"}, config="[profile empty]\nregion = eu-west-1\n")

# Keys in files
case("keys in the config file", config=DEFAULT)
case("the credentials file before the config file", config="[default]\naws_access_key_id = AKIACONFIG\naws_secret_access_key = c\n", credentials=DEFAULT)
case("config and credentials of one profile", {"AWS_PROFILE": "dev"}, config="[profile dev]\nregion = ap-south-1\n", credentials=DEV)
case("half a pair in the credentials file", credentials="[default]\naws_access_key_id = AKIADEFAULT\n")
case("half a pair in the config file", config="[default]\naws_access_key_id = AKIADEFAULT\n")
case("a pair in two files", config="[default]\naws_secret_access_key = c\n", credentials="[default]\naws_access_key_id = AKIADEFAULT\n")
case("only a secret in the credentials file", config=DEFAULT, credentials="[default]\naws_secret_access_key = s\n",
     differs=differs("half a pair is a mistake; going on as somebody else would hide it", key=None))
case("a session token of the old name", credentials=DEFAULT + "aws_security_token = t\n")
case("other paths", {"AWS_CONFIG_FILE": "{home}/c", "AWS_SHARED_CREDENTIALS_FILE": "{home}/s"},
     files={"c": "[default]\nregion = sa-east-1\n", "s": DEFAULT})
case("paths with ~ and a variable", {"AWS_CONFIG_FILE": "~/c", "AWS_SHARED_CREDENTIALS_FILE": "${WHERE}/s", "WHERE": "{home}"},
     files={"c": "[default]\nregion = sa-east-1\n", "s": DEFAULT})
case("paths where nothing is", {"AWS_CONFIG_FILE": "/nowhere/c", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere/s"}, credentials=DEFAULT)
case("a boto2 file with keys", files={".boto": "[Credentials]\naws_access_key_id = AKIABOTO\naws_secret_access_key = b\n"},
     differs=differs("boto2 files are refused by name", key=None))
case("AWS_CREDENTIAL_FILE", {"AWS_CREDENTIAL_FILE": "{home}/ec2"}, files={"ec2": "AWSAccessKeyId=AKIAEC2\nAWSSecretKey=s\n"},
     differs=differs("the file of the old EC2 tools is refused by name", key=None))

# The grammar
case("a colon for the equals sign", credentials="[default]\naws_access_key_id: AKIADEFAULT\naws_secret_access_key: s\n")
case("keys in capitals", credentials="[default]\nAWS_ACCESS_KEY_ID=AKIADEFAULT\nAws_Secret_Access_Key=s\n")
case("whole-line comments", credentials="# c\n[default]\n; c\n  # c\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n")
case("indented keys", credentials="[default]\n  aws_access_key_id = AKIADEFAULT\n  aws_secret_access_key = s\n")
case("blank lines between", credentials="[default]\n\naws_access_key_id = AKIADEFAULT\n\n\naws_secret_access_key = s\n")
case("carriage returns", credentials="[default]\r\naws_access_key_id = AKIADEFAULT\r\naws_secret_access_key = s\r\n")
case("keys before any section", credentials="aws_access_key_id = AKIADEFAULT\n")
case("a line that is no key", credentials=DEFAULT + "nonsense\n")
case("a broken section", config="[default\nregion = x\n", credentials=DEFAULT)
case("a broken config file beside good keys in the environment", ENV, config="[default]\nnonsense\n")
case("a key twice", credentials=DEFAULT + "aws_access_key_id = AKIALAST\n",
     differs=differs("the other SDKs take the later one, and the file is not useless", key="AKIALAST"))
case("a section twice", credentials=DEFAULT + "[default]\naws_session_token = t\n",
     differs=differs("the other SDKs merge them", key="AKIADEFAULT"))
case("a comment behind a value", config="[default]\nregion = eu-west-1 # home\n", credentials=DEFAULT,
     differs=differs("the other SDKs end the value there, and no Region has a blank in it", region="eu-west-1"))
case("a byte order mark", config="\ufeff[default]\nregion = eu-west-1\n", credentials=DEFAULT,
     differs=differs("an editor of Windows wrote it; it means nothing", key="AKIADEFAULT", region="eu-west-1"))
case("[profile default] behind [default]", config="[default]\nregion = a-b-1\n[profile default]\nregion = c-d-1\n", credentials=DEFAULT)
case("[default] behind [profile default]", config="[profile default]\nregion = c-d-1\n[default]\nregion = a-b-1\n", credentials=DEFAULT)
case("[DEFAULT] lends to every section", {"AWS_PROFILE": "dev"}, config="[DEFAULT]\nregion = eu-west-3\n[profile dev]\n", credentials=DEV)
case("a nested block", config="[default]\nregion = eu-west-1\ns3 =\n  max_concurrent_requests = 20\noutput = json\n", credentials=DEFAULT)
case("a nested block that is none", config="[default]\ns3 =\n  nonsense\n", credentials=DEFAULT)
case("text that is not UTF-8", credentials="[default]\naws_access_key_id = \udcff\n")

# Regions
case("AWS_DEFAULT_REGION", {**ENV, **REGION})
case("AWS_DEFAULT_REGION before the profile", {**ENV, **REGION}, config="[default]\nregion = us-west-2\n")
case("the profile's Region", ENV, config="[default]\nregion = us-west-2\n")
case("the Region of AWS_PROFILE", {**ENV, "AWS_PROFILE": "dev"}, config="[default]\nregion = us-west-2\n[profile dev]\nregion = us-gov-west-1\n")
case("AWS_REGION alone", {**ENV, "AWS_REGION": "ap-east-1"},
     differs=differs("every other SDK knows it, and Lambda sets it", region="ap-east-1"))
case("AWS_REGION and AWS_DEFAULT_REGION", {**ENV, **REGION, "AWS_REGION": "ap-east-1"},
     differs=differs("every other SDK takes AWS_REGION first", region="ap-east-1"))
case("an empty AWS_DEFAULT_REGION", {**ENV, "AWS_DEFAULT_REGION": ""}, config="[default]\nregion = us-west-2\n",
     differs=differs("an empty variable is one that is not set, everywhere", region="us-west-2"))
case("a Region of China", {**ENV, "AWS_DEFAULT_REGION": "cn-north-1"})

# Endpoints (the column endpoints)
case("AWS_ENDPOINT_URL", {**ENV, **REGION, "AWS_ENDPOINT_URL": "http://127.0.0.1:1"})
case("a service's own endpoint", {**ENV, **REGION, "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_AUTO_SCALING": "http://127.0.0.1:2"})
case("endpoint_url of the profile", {**ENV, **REGION}, config="[default]\nendpoint_url = http://127.0.0.1:3\n")
case("a services section", {**ENV, **REGION}, config="[default]\nservices = s\nendpoint_url = http://127.0.0.1:3\n[services s]\necs =\n  endpoint_url = http://127.0.0.1:4\n")
case("a services section that is not there", {**ENV, **REGION}, config="[default]\nservices = s\n")
case("configured endpoints ignored", {**ENV, **REGION, "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"})
case("FIPS", {**ENV, **REGION, "AWS_USE_FIPS_ENDPOINT": "true"})
case("FIPS in us-gov", {**ENV, "AWS_DEFAULT_REGION": "us-gov-west-1", "AWS_USE_FIPS_ENDPOINT": "true"})
case("dual-stack", {**ENV, **REGION, "AWS_USE_DUALSTACK_ENDPOINT": "true"})
case("dual-stack by the profile", {**ENV, **REGION}, config="[default]\nuse_dualstack_endpoint = true\n")
case("FIPS and a custom endpoint", {**ENV, **REGION, "AWS_USE_FIPS_ENDPOINT": "true", "AWS_ENDPOINT_URL": "http://127.0.0.1:1"},
     differs=differs("nobody can tell which variant a custom endpoint is", refuses_endpoints=True))
case("legacy STS", {**ENV, **REGION, "AWS_STS_REGIONAL_ENDPOINTS": "legacy"})

# Roles
case("a role with a source profile", {**STS, "AWS_PROFILE": "r"}, config=role("r", "source_profile = dev"), credentials=DEV)
case("a role with everything", {**STS, "AWS_PROFILE": "r"},
     config=role("r", "source_profile = dev\nexternal_id = x:1/y\nduration_seconds = 1800\nrole_session_name = me"), credentials=DEV)
case("a duration that is no number", {**STS, "AWS_PROFILE": "r"}, config=role("r", "source_profile = dev\nduration_seconds = long"), credentials=DEV)
case("a chain of three roles", {**STS, "AWS_PROFILE": "a"}, credentials=DEV,
     config=role("a", "source_profile = b") + role("b", "source_profile = c\nexternal_id = bb") + role("c", "source_profile = dev\nexternal_id = cc"))
case("a loop of roles", {**STS, "AWS_PROFILE": "a"}, config=role("a", "source_profile = b") + role("b", "source_profile = a"))
case("a role that names itself, with keys", {**STS, "AWS_PROFILE": "a"}, config=role("a", "source_profile = a\naws_access_key_id = AKIASELF\naws_secret_access_key = s"))
case("a role that names itself, without keys", {**STS, "AWS_PROFILE": "a"}, config=role("a", "source_profile = a"))
case("keys of a source win over its role", {**STS, "AWS_PROFILE": "a"}, credentials="[b]\naws_access_key_id = AKIAB\naws_secret_access_key = s\n",
     config=role("a", "source_profile = b") + role("b", "source_profile = a"))
case("a role without a source", {**STS, "AWS_PROFILE": "r"}, config=role("r", ""))
case("a role without a source, beside keys", {**STS, "AWS_PROFILE": "r"}, config=role("r", "aws_access_key_id = A\naws_secret_access_key = s"))
case("a role with two sources", {**STS, "AWS_PROFILE": "r"}, config=role("r", "source_profile = dev\ncredential_source = Environment"), credentials=DEV)
case("a source profile that does not exist", {**STS, "AWS_PROFILE": "r"}, config=role("r", "source_profile = nobody"))
case("a source profile without credentials", {**STS, "AWS_PROFILE": "r"}, config=role("r", "source_profile = e") + "[profile e]\nregion = x\n")
case("a source profile with half a pair", {**STS, "AWS_PROFILE": "r"}, config=role("r", "source_profile = e"), credentials="[e]\naws_access_key_id = A\n")
case("a role of the default profile", STS, config=role("r", "").replace("[profile r]", "[default]") + "source_profile = dev\n", credentials=DEV)
case("credential_source Environment, by a profile in code", {**STS, **ENV}, profile="r", config=role("r", "credential_source = Environment"))
case("credential_source Environment without keys", {**STS, "AWS_PROFILE": "r"}, config=role("r", "credential_source = Environment"))
case("credential_source EcsContainer", {**STS, "AWS_PROFILE": "r", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "{server}/container/x"}, config=role("r", "credential_source = EcsContainer"))
case("credential_source EcsContainer without an endpoint", {**STS, "AWS_PROFILE": "r"}, config=role("r", "credential_source = EcsContainer"))
case("credential_source Ec2InstanceMetadata", {**STS, **IMDS, "AWS_PROFILE": "r"}, config=role("r", "credential_source = Ec2InstanceMetadata"))
case("credential_source of no such name", {**STS, "AWS_PROFILE": "r"}, config=role("r", "credential_source = Elsewhere"))
case("a role whose STS refuses", {**STS, "AWS_PROFILE": "r"}, config=role("r", "source_profile = dev\nexternal_id = refuse"), credentials=DEV)
case("a role with MFA", {**STS, "AWS_PROFILE": "r"}, config=role("r", "source_profile = dev\nmfa_serial = arn:aws:iam::1:mfa/me"), credentials=DEV)
case("a role without any Region", {**STS, "AWS_PROFILE": "r"}, config=role("r", "source_profile = dev").replace("region = eu-west-1\n", ""), credentials=DEV,
     differs=differs("the partition of the role's ARN says which STS can be asked", key="{any}"))

# Web identity
WEB = {"AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token", "AWS_ROLE_ARN": ROLE, **STS, **REGION}
TOKEN = {"token": "jwt.one"}
case("web identity by variables", WEB, files=TOKEN)
case("web identity with a session name", {**WEB, "AWS_ROLE_SESSION_NAME": "pod"}, files=TOKEN)
case("web identity by a profile", {**STS, "AWS_PROFILE": "w"}, config=role("w", "web_identity_token_file = {home}/token\nrole_session_name = ww"), files=TOKEN)
case("web identity without a role", {**STS, **REGION, "AWS_WEB_IDENTITY_TOKEN_FILE": "{home}/token"}, files=TOKEN)
case("web identity without its file", WEB)
case("a variable wins over the profile's role", {**WEB, "AWS_PROFILE": "w"}, config="[profile w]\nweb_identity_token_file = /nowhere\nrole_arn = arn:aws:iam::1:role/other\n", files=TOKEN)
case("a profile in code ignores web identity variables", WEB, files=TOKEN, credentials=DEV, profile="dev")
case("web identity before keys of the default profile", WEB, files=TOKEN, credentials=DEFAULT)
case("web identity as the source of a role", {**STS, "AWS_PROFILE": "r"}, files=TOKEN,
     config=role("r", "source_profile = w") + role("w", "web_identity_token_file = {home}/token"))
case("keys in the environment before web identity", {**ENV, **WEB}, files=TOKEN)
case("a web identity token that STS refuses", WEB, files={"token": "refuse"})

# SSO
SESSION = "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n"
SSO_PROFILE = "[profile s]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Reader\nregion = eu-west-1\n"
LEGACY = "[profile s]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = Reader\n"
LOGIN = {**SSO, "AWS_PROFILE": "s"}
CACHE = ".aws/sso/cache/"
TOKEN_GOOD = '{"accessToken": "bearer-1", "expiresAt": "2099-01-01T00:00:00Z", "region": "us-east-1", "startUrl": "https://corp.awsapps.com/start"}'
TOKEN_OLD = '{"accessToken": "bearer-1", "expiresAt": "2020-01-01T00:00:00UTC"}'
TOKEN_RENEWABLE = ('{"accessToken": "bearer-1", "expiresAt": "2020-01-01T00:00:00Z", "refreshToken": "refresh-1", "clientId": "c", "clientSecret": "cs", '
                   '"registrationExpiresAt": "2099-01-01T00:00:00Z"}')
TOKEN_UNREGISTERED = TOKEN_RENEWABLE.replace('"registrationExpiresAt": "2099', '"registrationExpiresAt": "2020')
case("SSO with a session", LOGIN, config=SESSION + SSO_PROFILE, files={CACHE + "{sha1:corp}.json": TOKEN_GOOD})
case("SSO of the legacy form", LOGIN, config=LEGACY, files={CACHE + "{sha1:https://corp.awsapps.com/start}.json": TOKEN_GOOD})
case("SSO of the legacy form, a time with UTC behind it", LOGIN, config=LEGACY,
     files={CACHE + "{sha1:https://corp.awsapps.com/start}.json": TOKEN_GOOD.replace("00Z", "00UTC")})
case("SSO with a token that can be renewed", LOGIN, config=SESSION + SSO_PROFILE, files={CACHE + "{sha1:corp}.json": TOKEN_RENEWABLE})
case("SSO with a renewal that is refused", LOGIN, config=SESSION + SSO_PROFILE, files={CACHE + "{sha1:corp}.json": TOKEN_RENEWABLE.replace("refresh-1", "refuse")})
case("SSO with a registration that is over", LOGIN, config=SESSION + SSO_PROFILE, files={CACHE + "{sha1:corp}.json": TOKEN_UNREGISTERED})
case("SSO of the legacy form with an old token", LOGIN, config=LEGACY, files={CACHE + "{sha1:https://corp.awsapps.com/start}.json": TOKEN_OLD})
case("SSO with nobody logged in", LOGIN, config=SESSION + SSO_PROFILE)
case("SSO with a token file that is none", LOGIN, config=SESSION + SSO_PROFILE, files={CACHE + "{sha1:corp}.json": "nonsense"})
case("SSO with a token that the portal refuses", LOGIN, config=SESSION + SSO_PROFILE, files={CACHE + "{sha1:corp}.json": TOKEN_GOOD.replace("bearer-1", "refuse")})
case("SSO without its session", LOGIN, config=SSO_PROFILE)
case("SSO without an account", LOGIN, config=SESSION + SSO_PROFILE.replace("sso_account_id = 111122223333\n", ""))
case("SSO whose session contradicts its profile", LOGIN, config=SESSION + SSO_PROFILE + "sso_region = eu-west-1\n", files={CACHE + "{sha1:corp}.json": TOKEN_GOOD})
case("SSO before keys of the same profile", LOGIN, config=SESSION + SSO_PROFILE, credentials="[s]\naws_access_key_id = AKIAS\naws_secret_access_key = s\n",
     files={CACHE + "{sha1:corp}.json": TOKEN_GOOD})
case("SSO as the source of a role", {**SSO, **STS, "AWS_PROFILE": "r"}, config=SESSION + SSO_PROFILE + role("r", "source_profile = s"),
     files={CACHE + "{sha1:corp}.json": TOKEN_GOOD})
case("login_session", {"AWS_PROFILE": "l"}, config="[profile l]\nlogin_session = arn:aws:iam::1:user/me\nregion = eu-west-1\n")

# credential_process
KEYS = '{"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "s", "SessionToken": "t"}'


def process(command):
    return f"[default]\ncredential_process = {command}\nregion = eu-west-1\n"


case("a process", config=process("cat {home}/out"), files={"out": KEYS})
case("a process with an expiration", config=process("cat {home}/out"), files={"out": KEYS[:-1] + ', "Expiration": "2099-01-01T00:00:00Z"}'})
case("quotes in a process's command", config=process("cat '{home}/with blank/out' "), files={"with blank/out": KEYS})
case("no shell for a process", config=process("cat {home}/out | cat"), files={"out": KEYS})
case("no variables for a process", config=process("cat $HOME/out"), files={"out": KEYS})
case("a process that fails", config=process("false"))
case("a process that does not exist", config=process("/nowhere/program"))
case("a process that prints nonsense", config=process("echo nonsense"))
case("a process of version 2", config=process("cat {home}/out"), files={"out": KEYS.replace("1", "2")})
case("a process without a version", config=process("cat {home}/out"), files={"out": KEYS.replace('"Version": 1, ', "")})
case("a process without a secret", config=process("cat {home}/out"), files={"out": '{"Version": 1, "AccessKeyId": "A"}'})
case("a process with an open quote", config=process("cat '{home}/out"), files={"out": KEYS})
case("keys of the credentials file before a process", config=process("cat {home}/out"), files={"out": KEYS}, credentials=DEFAULT)
case("a process before keys of the config file", config=process("cat {home}/out") + "aws_access_key_id = A\naws_secret_access_key = s\n", files={"out": KEYS})
case("a process as the source of a role", {**STS, "AWS_PROFILE": "r"}, config=role("r", "source_profile = p") + "[profile p]\ncredential_process = cat {home}/out\n", files={"out": KEYS})

# Containers
CONTAINER = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{server}/container/x"}
case("a container endpoint", CONTAINER)
case("a container endpoint with a token", {**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "secret-1"})
case("a container endpoint with a token file, which wins", {**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "x", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/t"}, files={"t": "secret-2"})
case("a container token with a line break", {**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/t"}, files={"t": "secret-2\n"})
case("a container token file that is not there", {**CONTAINER, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "{home}/t"})
case("a container endpoint elsewhere over http", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/x"})
case("a container endpoint that pretends to be near", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost.example.com/x"})
case("a container endpoint by name", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost:{port}/container/x"})
case("a container endpoint that fails", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "{server}/fails"})
case("keys of the default profile before a container", CONTAINER, credentials=DEFAULT)
case("a container before instance metadata", {**CONTAINER, **IMDS})

# Instance metadata
case("instance metadata", IMDS)
case("instance metadata by the profile", {"AWS_EC2_METADATA_DISABLED": None}, config="[default]\nec2_metadata_service_endpoint = {server}/imds\n")
case("instance metadata of version 1", {**IMDS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{server}/imds-v1"})
case("instance metadata of version 1, disabled", {**IMDS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{server}/imds-v1", "AWS_EC2_METADATA_V1_DISABLED": "true"})
case("instance metadata that is turned off", {**IMDS, "AWS_EC2_METADATA_DISABLED": "TRUE"})
case("an instance without a role", {**IMDS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{server}/imds-none/"})
case("an instance whose role is broken", {**IMDS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{server}/imds-broken"})
case("instance metadata that answers nonsense", {**IMDS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{server}/imds-nonsense"})
case("instance metadata with credentials that are about to expire", {**IMDS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "{server}/imds-old"})
case("an endpoint mode of no such name", {**IMDS, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv5"})
