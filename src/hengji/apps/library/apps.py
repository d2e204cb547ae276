from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "hengji.apps.library"
    label = "library"
    verbose_name = "指标库"
