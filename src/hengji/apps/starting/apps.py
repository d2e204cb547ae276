from django.apps import AppConfig


class StartingConfig(AppConfig):
    name = "hengji.apps.starting"
    label = "starting"
    verbose_name = "建库与结转"
