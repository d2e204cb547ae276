from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "hengji.apps.records"
    label = "records"
