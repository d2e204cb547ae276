from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "hengji.apps.notices"
    label = "notices"
    verbose_name = "消息"
