from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "hengji.apps.keys"
    label = "keys"
    verbose_name = "接口密钥"
