from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "hengji.apps.files"
    label = "files"
    verbose_name = "文件"
